import { fstatSync } from 'node:fs';

/**
 * Calls back when the launcher is to stop: Ctrl-C, SIGTERM, or its terminal has died.
 * @param stop gets the reason in words; a second Ctrl-C no longer asks
 */
export function onStopSignal(stop: (why: string) => void): void {
  let asked = false;
  const ask = (why: string): void => {
    if (!asked) stop(why);
    asked = true;
  };
  process.on('SIGINT', () => (asked ? process.exit(130) : ask('Ctrl-C')));
  process.on('SIGTERM', () => ask('SIGTERM'));
  process.on('SIGHUP', () => {
    if (!isKeptAlive()) ask('the terminal is gone');
  });
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => ask('nobody reads any more'));
  }
}

/** Under `nohup`, whose wish Node forgets, the output goes to a file. */
function isKeptAlive(): boolean {
  return fstatSync(1).isFile();
}
