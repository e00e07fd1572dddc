/* Which tickets are marked, on this page of the list and on others; a marked one keeps its mark when the list is renewed. */
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const boxes = () => [...document.querySelectorAll('#rows [name=ticket]')];
  const listOf = (url) => {
    const { pathname, searchParams } = new URL(url);
    searchParams.delete('cursor');
    searchParams.sort();
    return `${pathname}?${searchParams}`;
  };

  let marked = new Set();
  let list = listOf(location.href);
  let rangeFrom;
  let sent = false;

  /** Storage may be forbidden: then marks last as long as the page. */
  const attempt = (work) => {
    try {
      return work();
    } catch {}
  };
  const show = () => {
    attempt(() => sessionStorage.setItem('marked', JSON.stringify({ list, numbers: [...marked] })));
    const here = boxes();
    for (const box of here) box.checked = marked.has(box.value);
    for (const count of document.querySelectorAll('[data-count]')) count.textContent = marked.size;
    const all = $('#pick-all');
    if (all) {
      all.checked = here.length > 0 && here.every((box) => box.checked);
      all.indeterminate = !all.checked && here.some((box) => box.checked);
    }
    const values = new Set(here.map((box) => box.value));
    const elsewhere = [...marked].filter((number) => !values.has(number));
    $('[data-elsewhere]')?.replaceChildren(
      ...elsewhere.map((value) =>
        Object.assign(document.createElement('input'), { type: 'hidden', name: 'ticket', value }),
      ),
    );
  };
  const mark = ({ value, checked }) => (checked ? marked.add(value) : marked.delete(value));

  document.addEventListener('click', ({ target, shiftKey }) => {
    if (target.id === 'pick-all') {
      for (const box of boxes()) mark({ value: box.value, checked: target.checked });
    } else if (target.matches('#unmark')) {
      marked.clear();
    } else if (target.matches('#rows [name=ticket]')) {
      const here = boxes();
      const from = here.findIndex(({ value }) => value === rangeFrom);
      const at = here.indexOf(target);
      const range = shiftKey && from >= 0 ? here.slice(Math.min(from, at), Math.max(from, at) + 1) : [target];
      for (const { value } of range) mark({ value, checked: target.checked });
      rangeFrom = target.value;
    } else return;
    show();
  });
  document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
    sent = ctx.request.form?.id === 'bulk' && ctx.response.status === 200;
    const { url = '' } = ctx.response.raw ?? {};
    const now = URL.canParse(url) && new URL(url).pathname === '/tickets' ? listOf(url) : list;
    // Another list has marks of its own; the next page of this one goes on with them.
    if (sent || now !== list) marked.clear();
    list = now;
  });
  document.addEventListener('htmx:after:swap', () => {
    // Those that could not be done are tried again without being looked for.
    if (sent) for (const { dataset } of document.querySelectorAll('[data-refused]')) marked.add(dataset.refused);
    sent = false;
    show();
  });
  // Who comes back finds the boxes as they were left: the bar must agree with them.
  addEventListener('pageshow', () => {
    const kept = attempt(() => JSON.parse(sessionStorage.getItem('marked')));
    const checked = boxes().filter((box) => box.checked);
    marked = new Set(kept?.list === list ? kept.numbers : checked.map(({ value }) => value));
    if ($('#bulk')) show();
  });
})();
