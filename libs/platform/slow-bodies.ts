import type { FastifyInstance } from 'fastify';

/**
 * Cuts connections whose request body has not come to its end in time: Node's own limit ends with the head.
 * @param most in milliseconds
 */
export function cutSlowBodies(server: FastifyInstance, most: number): void {
  server.addHook('preParsing', (request, _reply, payload, done) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (length !== undefined || encoding !== undefined) {
      const timer = setTimeout(() => request.raw.socket.destroy(), most);
      const ended = (): void => clearTimeout(timer);
      payload.once('end', ended).once('close', ended);
    }
    done(null, payload);
  });
}
