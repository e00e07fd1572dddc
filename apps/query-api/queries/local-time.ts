/** Milliseconds by which the clocks of a zone are ahead of UTC at a time. */
function offsetAt(time: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const [, sign, hours, minutes, seconds = 0] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(format.format(time)) ?? [];
  const ahead = Date.UTC(1970, 0, 1, Number(hours ?? 0), Number(minutes ?? 0), Number(seconds));
  return sign === '-' ? -ahead : ahead;
}

/** The time at which the clocks of a zone show a local time such as `2026-11-03T09:15`. In a gap, the one after it. */
export function momentOf(local: string, timeZone: string): Date {
  const asUtc = Date.parse(`${local}Z`);
  const first = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(first, timeZone));
}
