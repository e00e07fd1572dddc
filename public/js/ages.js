/* "5 minutes ago" goes on while a page stays open; what is seen from a past moment stands still. */
(() => {
  const { now, justNow, zone } = document.getElementById('words').dataset;
  if (!now) return;
  // The clock of the server counts. A page that the browser kept does not know it any more.
  const kept = performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
  const ahead = kept ? 0 : Date.parse(now) - Date.now();
  const lang = document.documentElement.lang.replace('en', 'en-GB');
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'always' });
  const units = { year: 525600, month: 43200, week: 10080, day: 1440, hour: 60, minute: 1 };

  const AGES = '.ago,.row>time';
  const renew = () => {
    // What is announced when it changes stays as it was said.
    for (const time of document.querySelectorAll(`:is(${AGES}):not([role='alert'] *, [role='status'] *)`)) {
      const minutes = (Date.now() + ahead - Date.parse(time.dateTime)) / 60_000;
      const [unit, length] = Object.entries(units).find(([, least]) => minutes >= least) ?? [];
      const text = unit ? words.format(-Math.floor(minutes / length), unit) : justNow;
      if (time.textContent !== text) time.firstChild.data = text;
    }
  };
  // The exact time of what has none yet, in the zone of the pages: for who points at it, and for paper.
  const exact = new Intl.DateTimeFormat(lang, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone || undefined,
    timeZoneName: 'short',
  });
  const tell = (time) => (time.title ||= exact.format(new Date(time.dateTime)));
  document.addEventListener('pointerover', ({ target }) => target.matches?.(AGES) && tell(target));
  addEventListener('beforeprint', () => document.querySelectorAll(AGES).forEach(tell));
  setInterval(renew, 30_000);
  document.addEventListener('visibilitychange', renew);
})();
