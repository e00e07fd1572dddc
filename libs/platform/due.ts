/** Without a chosen time: from one run to the next, in milliseconds. */
const EVERY = 6 * 60 * 60_000;

/**
 * Whether work of each night is to be done now: once if it never was, then every six hours, or each day at a chosen time. A
 * run that was missed, and a time that the clocks of spring leap over, is made up for later on the same day.
 * @param last when the last run began; undefined before the first
 * @param at time of day as `03:30`; undefined if none was chosen
 * @param timeZone IANA zone of that time
 */
export function isDue(last: Date | undefined, now: Date, at: string | undefined, timeZone: string): boolean {
  if (!last) return true;
  if (!at) return now.getTime() - last.getTime() >= EVERY;
  const [then, here] = [localTime(last, timeZone), localTime(now, timeZone)];
  return here.time >= at && (then.day < here.day || (then.day === here.day && then.time < at));
}

function localTime(date: Date, timeZone: string): { readonly day: string; readonly time: string } {
  const [day = '', time = ''] = date.toLocaleString('sv', { timeZone }).split(' ');
  return { day, time: time.slice(0, 'hh:mm'.length) };
}
