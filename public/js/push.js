/* "Notify me in this browser": one tap, and another to end it. */
(() => {
  const box = document.getElementById('push');
  if (!box) return;
  if (!('PushManager' in window) || !navigator.serviceWorker) return box.remove();
  const { key, ticket, denied } = box.dataset;
  const [on, off, state] = ['push-on', 'push-off', 'push-state'].map((id) => document.getElementById(id));
  const remembered = `push-${ticket}`;
  const show = (follows) => {
    on.hidden = follows;
    state.hidden = !follows;
  };
  const worker = () => navigator.serviceWorker.register('/push-worker.js');
  const send = async (path, fields) => {
    const answer = await fetch(`/tickets/${ticket}/${path}`, { method: 'POST', body: new URLSearchParams(fields) });
    if (!answer.ok) throw new Error(answer.statusText);
  };

  on.addEventListener('click', async () => {
    try {
      const options = { userVisibleOnly: true, applicationServerKey: key };
      const subscription = await (await worker()).pushManager.subscribe(options);
      await send('follow', { push: JSON.stringify(subscription) });
      localStorage.setItem(remembered, 'on');
      show(true);
      off.focus();
    } catch {
      on.textContent = denied;
    }
  });
  off.addEventListener('click', async () => {
    const subscription = await (await worker()).pushManager.getSubscription();
    if (subscription) await send('unfollow', { endpoint: subscription.endpoint });
    localStorage.removeItem(remembered);
    show(false);
    on.focus();
  });
  show(Notification.permission === 'granted' && localStorage.getItem(remembered) === 'on');
})();
