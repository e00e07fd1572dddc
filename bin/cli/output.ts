import { once } from 'node:events';

/** Words for people, on stderr. */
export function say(words: string): void {
  process.stderr.write(`${words}\n`);
}

/** One line of data on stdout; resolves when there is room for more. */
export async function put(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** A result on stdout, as readable JSON. */
export function putJson(value: unknown): Promise<void> {
  return put(JSON.stringify(value, null, 2));
}
