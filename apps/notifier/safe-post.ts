import { lookup as resolve, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as plainRequest, type RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { RejectedError } from './dispatcher.js';

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** True to reach private networks and this machine too. */
  readonly allowPrivate: boolean;
  /** The longest wait for an answer, in milliseconds. */
  readonly within?: number;
  readonly signal: AbortSignal;
}

const ANSWER_WITHIN = 15_000;

/**
 * Sends a POST request to an address that somebody else chose. Follows no redirect, reads no body, and connects to no address
 * of a private network: the name is resolved once, and what was checked is what is connected to.
 * @returns the HTTP status
 * @throws {RejectedError} when the target is in a private network
 * @throws {Error} when there is no answer in time
 */
export async function post({
  url,
  headers,
  body,
  allowPrivate,
  within = ANSWER_WITHIN,
  signal,
}: Post): Promise<number> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(host) > 0) checkPublic(host);
  const options: RequestOptions = {
    method: 'POST',
    headers: { 'user-agent': 'campus-helpdesk', 'content-length': String(Buffer.byteLength(body)), ...headers },
    agent: false,
    signal: AbortSignal.any([signal, AbortSignal.timeout(within)]),
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  };
  return new Promise((answer, reject) => {
    const request = target.protocol === 'https:' ? secureRequest : plainRequest;
    const sent = request(target, options, (response) => {
      response.destroy();
      answer(response.statusCode ?? 0);
    });
    sent.on('error', (error) =>
      reject(error.name === 'AbortError' ? new Error(`no answer within ${within / 1_000} s`) : error),
    );
    sent.end(body);
  });
}

function checkPublic(address: string): void {
  if (ipaddr.process(address).range() !== 'unicast')
    throw new RejectedError(`${address} is in a private network`, true);
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

function publicLookup(host: string, options: LookupOptions, found: Found): void {
  resolve(host, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, []);
    try {
      for (const { address } of addresses) checkPublic(address);
    } catch (privateAddress) {
      return found(privateAddress as Error, []);
    }
    if (options.all) return found(null, addresses);
    const [first] = addresses;
    found(null, first?.address ?? '', first?.family);
  });
}
