/* The focus stays where it was; where that is gone, it goes to what stood around it. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  let trail = [];
  document.addEventListener('htmx:before:swap', () => {
    trail = [];
    for (let at = document.activeElement; at && at !== document.body; at = at.parentElement)
      if (at.id) trail.push(at.id);
  });
  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
    if (ctx.sourceElement?.rel === 'next') {
      $('.row-title')?.focus();
      $('#list-tabs').scrollIntoView();
    }
    for (const id of trail) {
      if (document.activeElement !== document.body) return;
      const place = document.getElementById(id);
      const target = (place?.matches('details') && $('summary', place)) || place;
      if (!target) continue;
      if (target.tabIndex < 0) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    }
  });

  // On a narrow screen the tab one is in may lie beyond the edge.
  const tabs = $('#list-tabs');
  const chosen = tabs && $('[aria-current]', tabs);
  if (chosen) tabs.scrollLeft = chosen.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
})();
