import { MultiBar, Presets } from 'cli-progress';

export interface Progress {
  to(position: number, total?: number): void;
  done(): void;
}

/**
 * A progress bar on stderr with rate and time left; a line now and then where there is no terminal.
 * @param unit what is counted: "events"
 */
export function progress(what: string, total: number, unit = 'events'): Progress {
  const bars = new MultiBar(
    {
      format: `${what} {bar} {percentage}% | {value}/{total} ${unit} | {rate}/s | {eta_formatted} left`,
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5_000,
      hideCursor: true,
      etaBuffer: 50,
    },
    Presets.shades_classic,
  );
  const bar = bars.create(total, 0, { rate: '-' });
  // Work that was interrupted does not begin at nothing: what was done before is no part of the rate.
  let begun: { readonly position: number; readonly at: number } | undefined;
  return {
    to(position, newTotal) {
      if (newTotal !== undefined && newTotal !== bar.getTotal()) bar.setTotal(newTotal);
      begun ??= { position, at: performance.now() };
      const passed = performance.now() - begun.at;
      bar.update(position, { rate: passed > 0 ? Math.round(((position - begun.position) * 1000) / passed) : '-' });
    },
    done: () => bars.stop(),
  };
}
