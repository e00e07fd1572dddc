import type { FastifyInstance } from 'fastify';

/**
 * Answers 408 and cuts the connection when a request body has not come to its end in time: Node's own limit ends with
 * the head.
 * @param maxTime in milliseconds; forms with photos have twelve times as long, for a telephone's slow line
 */
export function cutSlowBodies(server: FastifyInstance, maxTime: number): void {
  server.addHook('preParsing', (request, reply, payload, done) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (length !== undefined || encoding !== undefined) {
      const isForm = request.headers['content-type']?.startsWith('multipart/') ?? false;
      const timer = setTimeout(
        () => {
          void reply.header('Connection', 'close');
          // Fastify answers with what its parser meets; without a parser nobody answers.
          if (payload.listenerCount('error') === 0) request.raw.socket.destroy();
          else payload.emit('error', Object.assign(new Error('The body did not come to its end'), { statusCode: 408 }));
        },
        isForm ? 12 * maxTime : maxTime,
      );
      const ended = (): void => clearTimeout(timer);
      payload.once('end', ended).once('close', ended);
      // A body that is rejected unread never ends.
      reply.raw.once('close', ended);
    }
    done(null, payload);
  });
}
