/* What changes under a reader's eyes is read: its row in the list is no longer new. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  const cookie = `${document.body.dataset.cookies ?? ''}read`;
  const readVersions = () => {
    const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${cookie}=`));
    return (found?.slice(cookie.length + 1) ?? '').split('.').filter(Boolean);
  };
  const noteRead = () => {
    const { number, version } = $('#facts')?.dataset ?? {};
    if (!version || document.hidden || readVersions().includes(`${number}-${version}`)) return;
    const others = readVersions().filter((pair) => !pair.startsWith(`${number}-`));
    const read = [...others, `${number}-${version}`].slice(-60).join('.');
    document.cookie = `${cookie}=${read}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  };
  const clearRead = () => {
    noteRead();
    const read = readVersions();
    for (const row of document.querySelectorAll('.row.fresh')) {
      if (!read.includes(`${row.id.slice('ticket-'.length)}-${row.dataset.version}`)) continue;
      row.classList.remove('fresh');
      $('.new', row).remove();
    }
    countNews();
  };
  // The tab's title says how much is new on a page: what was not read yet, and what waits to be shown.
  const countNews = () => {
    const news = document.querySelectorAll('.new').length + Number($('#news')?.dataset.news ?? 0);
    document.title = (news ? `(${news}) ` : '') + document.title.replace(/^\(\d+\) /, '');
  };
  document.addEventListener('htmx:after:swap', () => {
    noteRead();
    countNews();
  });
  document.addEventListener('visibilitychange', clearRead);
  addEventListener('pageshow', clearRead);
})();
