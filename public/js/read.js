/* What changes under a reader's eyes is read: its row in the list is no longer new. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  const cookie = `${document.body.dataset.cookies ?? ''}read`;
  const showRead = () => {
    const { number, version } = $('#facts')?.dataset ?? {};
    const pair = `${number}-${version}`;
    const found = document.cookie.split('; ').find((one) => one.startsWith(`${cookie}=`));
    let read = (found?.slice(cookie.length + 1) ?? '').split('.').filter(Boolean);
    if (version && !document.hidden && !read.includes(pair)) {
      read = [...read.filter((one) => !one.startsWith(`${number}-`)), pair].slice(-60);
      document.cookie = `${cookie}=${read.join('.')}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
    }
    for (const row of document.querySelectorAll('.row.fresh')) {
      if (!read.includes(`${row.id.slice('ticket-'.length)}-${row.dataset.version}`)) continue;
      row.classList.remove('fresh');
      $('.new', row).remove();
    }
    // The tab's title says how much is new on a page: what was not read yet, and what waits to be shown.
    const news = document.querySelectorAll('.new').length + Number($('#news')?.dataset.news || 0);
    document.title = (news ? `(${news}) ` : '') + document.title.replace(/^\(\d+\) /, '');
  };
  document.addEventListener('htmx:after:swap', showRead);
  document.addEventListener('visibilitychange', showRead);
  addEventListener('pageshow', showRead);
})();
