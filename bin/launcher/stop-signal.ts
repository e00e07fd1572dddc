import { readFileSync, readlinkSync } from 'node:fs';

/** npm passes Ctrl-C on to a child that has it from the terminal already: one within this time is the same, in ms. */
const SAME_CTRL_C = 1_000;

/**
 * Calls back when the launcher is to stop: Ctrl-C, SIGTERM, or its terminal has died.
 * @param stop gets the reason in words; a second Ctrl-C no longer asks
 */
export function onStopSignal(stop: (why: string) => void): void {
  let asked: number | undefined;
  const ask = (why: string): void => {
    if (asked === undefined) {
      asked = Date.now();
      stop(why);
    } else if (why === 'Ctrl-C' && Date.now() - asked > SAME_CTRL_C) process.exit(130);
  };
  process.on('SIGINT', () => ask('Ctrl-C'));
  process.on('SIGTERM', () => ask('SIGTERM'));
  process.on('SIGHUP', () => {
    if (!isKeptAlive()) ask('the terminal is gone');
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => ask('nobody reads any more'));
  }
}

/** Node forgets that `nohup` asked to ignore SIGHUP: it is known by its output file, or by a stdin that cannot be read. */
function isKeptAlive(): boolean {
  try {
    const isWriteOnly = /^flags:\s+\d*1$/m.test(readFileSync('/proc/self/fdinfo/0', 'utf8'));
    return isWriteOnly || readlinkSync('/proc/self/fd/1').endsWith('/nohup.out');
  } catch {
    return false;
  }
}
