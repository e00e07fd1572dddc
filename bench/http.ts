import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST. */
  readonly body?: string;
  /** Statuses that are no error; 200 by default. */
  readonly good?: readonly number[];
}

/**
 * One request over the connections of an agent, which costs far less than fetch.
 * @throws {Error} when the status is none of the good ones
 */
export async function send(
  agent: Agent,
  url: string,
  { headers, body, good = [200] }: Sent = {},
): Promise<IncomingHttpHeaders> {
  const method = body === undefined ? 'GET' : 'POST';
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const { statusCode = 0 } = response;
      if (good.includes(statusCode)) response.resume().once('end', () => resolve(response.headers));
      else
        text(response).then(
          (words) => reject(new Error(`${method} ${url} ${statusCode}: ${words.slice(0, 200)}`)),
          reject,
        );
    });
    sent.on('error', reject).end(body);
  });
}
