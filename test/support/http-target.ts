import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** As UTF-8; of an encoded one the bytes, as latin1. */
  readonly body: string;
}

/** For specs: somebody who gets requests and answers as told; by default 204. */
export class HttpTarget {
  readonly received: Received[] = [];
  /** What becomes of a request. */
  answer: (response: ServerResponse, received: Received) => void = (response) => void response.writeHead(204).end();
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString(request.headers['content-encoding'] ? 'latin1' : 'utf8');
      const received = { path: request.url ?? '', headers: request.headers, body };
      this.received.push(received);
      this.answer(response, received);
    });
  });

  static async start(): Promise<HttpTarget> {
    const target = new HttpTarget();
    await new Promise<void>((resolve) => target.server.listen(0, '127.0.0.1', resolve));
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
