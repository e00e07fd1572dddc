/* A connection that is lost is said, never silent. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  // Said in the form that could not be sent, where it has a place for it.
  const notice = (source) => {
    const line = $('#words').content.lastElementChild.cloneNode(true);
    const place = source?.closest('form')?.querySelector('.form-notice') ?? $('#notice');
    place.replaceChildren(line);
    line.scrollIntoView({ block: 'nearest' });
  };
  const isStream = (ctx) => ctx?.sourceElement?.hasAttribute('hx-sse:connect');
  document.addEventListener('htmx:error', ({ detail: { ctx } }) => {
    if (ctx && !isStream(ctx)) notice(ctx.sourceElement);
    if (isStream(ctx)) live(false);
  });
  document.addEventListener('htmx:response:error', ({ detail: { ctx } }) => {
    if ([500, 502, 504].includes(ctx.response.status)) notice(ctx.sourceElement);
  });
  const live = (up) => ($('#live-state').hidden = up);
  document.addEventListener('htmx:sse:after:connection', () => live(true));
  for (const event of ['htmx:sse:error', 'htmx:sse:close']) {
    document.addEventListener(event, ({ target, detail }) => {
      if (target.isConnected && detail.reason !== 'removed' && detail.reason !== 'cleanup') live(false);
    });
  }
})();
