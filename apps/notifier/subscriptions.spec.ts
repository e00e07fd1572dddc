import { newTicket, NotifierWorld } from '#support/notifier.js';
import { Subscriptions } from './subscriptions.js';
import { tidy } from './tidy.js';

const ADDRESS = 'anna@students.example';

let world: NotifierWorld;
let subscriptions: Subscriptions;
beforeAll(async () => {
  world = await NotifierWorld.start();
  subscriptions = new Subscriptions(world.owner);
});
afterEach(() => world.reset());
afterAll(() => world.close());

const ask = (ticketId: string, address = ADDRESS, locale = 'en'): Promise<void> =>
  subscriptions.add({ ticketId, number: 17, channel: 'mail', address, locale });
async function rows(table: string): Promise<number> {
  return (await world.owner.query(`select from notify.${table}`)).rowCount ?? 0;
}

describe('an address', () => {
  it('is asked three times a day at most, for whatever tickets', async () => {
    for (let asked = 0; asked < 3; asked++) await ask(newTicket(), asked ? ADDRESS : ADDRESS.toUpperCase());
    await expect(ask(newTicket())).rejects.toMatchObject({ code: 'subscriptions.too-many' });
    await ask(newTicket(), 'other@students.example');
  });

  it('that was confirmed keeps its language, whoever asks in another; and nothing but a keyed hash tells that it was asked', async () => {
    const ticket = newTicket();
    await ask(ticket, ADDRESS, 'de');
    await world.owner.query('update notify.subscriptions set confirmed_at = clock_timestamp()');
    await ask(ticket, ADDRESS, 'it');
    expect(await rows(`subscriptions where locale = 'de'`)).toBe(1);
    expect(await rows(`confirmations c where c::text ilike '%anna%'`)).toBe(0);
  });

  it('that is asked again has a whole day from then on', async () => {
    const ticket = newTicket();
    await ask(ticket);
    await world.owner.query(`update notify.subscriptions set created_at = clock_timestamp() - interval '23 hours'`);
    await ask(ticket);
    expect(await rows(`subscriptions where created_at > clock_timestamp() - interval '1 minute'`)).toBe(1);
  });

  it('that does not confirm within a day is forgotten', async () => {
    await ask(newTicket());
    await world.owner.query(`update notify.subscriptions set created_at = clock_timestamp() - interval '25 hours'`);
    await tidy(world.owner);
    expect(await rows('subscriptions')).toBe(0);
  });
});
