/* The focus stays where it was; where that is gone, it goes to what stood around it. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);

  const keepInPlace = ({ field, pushed, top, end }) => {
    const moved = () => field.getBoundingClientRect().top - top;
    if (moved() === 0) return;
    const by = endOf(pushed) - end;
    const below = document.documentElement.scrollHeight - innerHeight - scrollY;
    // A page that ends too soon to be scrolled so far is made longer.
    const main = $('main');
    if (by > below) main.style.paddingBottom = `${parseFloat(getComputedStyle(main).paddingBottom) + by - below}px`;
    scrollBy({ top: by, behavior: 'instant' });
  };

  let trail = [];
  let typed;
  const endOf = (element) => element.getBoundingClientRect().bottom;
  document.addEventListener('htmx:before:swap', () => {
    trail = [];
    const field = document.activeElement?.matches('textarea, input') && document.activeElement;
    // The composer sticks to the screen: only the end of what it stands in tells how far it was pushed.
    const pushed = field && (field.closest('#composer')?.parentElement ?? field);
    typed = field && { field, pushed, top: field.getBoundingClientRect().top, end: endOf(pushed) };
    for (let at = document.activeElement; at && at !== document.body; at = at.parentElement)
      if (at.id) trail.push(at.id);
  });
  document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
    // What is being typed in stays where it is on the screen, however long the message above it.
    if (typed && typed.field === document.activeElement) keepInPlace(typed);
    if (ctx.sourceElement?.rel === 'next') {
      $('.row>a')?.focus();
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

  // Who opens a panel goes on in its field: of the closing that is the message.
  document.addEventListener('click', ({ target }) => {
    const panel = target.closest('summary')?.parentElement;
    const field = { edit: '#edit-description', close: '#message-text' }[panel?.id];
    if (field && !panel.open) requestAnimationFrame(() => $(field).focus());
  });

  // On a narrow screen the tab one is in may lie beyond the edge.
  const tabs = $('#list-tabs ul, .presets');
  const chosen = tabs && $('[aria-current]', tabs);
  if (chosen) tabs.scrollLeft = chosen.offsetLeft - (tabs.clientWidth - chosen.offsetWidth) / 2;
})();
