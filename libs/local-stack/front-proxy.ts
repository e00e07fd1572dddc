import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';

export interface FrontProxy {
  readonly port: number;
  stop(): Promise<void>;
}

const COMPRESSED = /^(text\/(html|css|javascript)|image\/svg)/;

/**
 * A reverse proxy as installations have one in front: it compresses, and speaks to the server by another host name.
 * On a free port of 127.0.0.1.
 * @param url of the server behind it
 */
export async function startFrontProxy(url: string): Promise<FrontProxy> {
  const { port } = new URL(url);
  const server = createServer((incoming, outgoing) => forward(port, incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(port: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  const sent = {
    ...headers,
    host: `127.0.0.1:${port}`,
    'x-forwarded-host': headers.host ?? '',
    'x-forwarded-proto': 'http',
  };
  const passed = request({ host: '127.0.0.1', port, method, path: url, headers: sent }, (answer) => {
    if (!COMPRESSED.test(answer.headers['content-type'] ?? '')) {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      return void answer.pipe(outgoing);
    }
    const { 'content-length': _, ...kept } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, { ...kept, 'content-encoding': 'gzip' });
    answer.pipe(createGzip()).pipe(outgoing);
  });
  passed.on('error', () => outgoing.destroy());
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
}
