import { eraseMessages } from '#libs/event-bus/stream.js';
import { MailServer, type ReceivedMail } from '#support/mail-server.js';
import { holds, newTicket, NotifierWorld } from '#support/notifier.js';
import { activated, answered, closed, described, hiddenText, opened } from '#support/ticket.js';
import { MailChannel } from './mail.channel.js';
import type { NotifierService } from './notifier.service.js';
import { Subscriptions } from './subscriptions.js';
import { tidy } from './tidy.js';

const ADDRESS = 'anna@students.example';

let world: NotifierWorld;
let mail: MailServer;
let subscriptions: Subscriptions;
let notifier: NotifierService;
beforeAll(async () => {
  world = await NotifierWorld.start();
  subscriptions = new Subscriptions(world.owner);
});
beforeEach(async () => {
  mail = await MailServer.start();
  const config = { SMTP_URL: mail.url, HELPDESK_URL: 'https://help.campus.example', MAIL_FROM: undefined };
  notifier = await world.notifier([], [], ({ reader }) => [new MailChannel(config, reader, [20, 40])]);
});
afterEach(async () => {
  await world.reset();
  await mail.stop();
});
afterAll(() => world.close());

const ask = (ticketId: string, address = ADDRESS, locale = 'en'): Promise<void> =>
  subscriptions.add({ ticketId, number: 17, channel: 'mail', address, locale, browser: 'my browser' });
const linkIn = ({ text }: ReceivedMail): string => /https:\S+\/subscriptions\/\S+/.exec(text)?.[0] ?? '';
const idIn = (one: ReceivedMail): string => linkIn(one).split('/').at(-2) ?? '';
async function received(count: number): Promise<ReceivedMail[]> {
  await holds(() => mail.mails.length >= count);
  return mail.mails;
}
async function rows(table: string): Promise<number> {
  return (await world.owner.query(`select from notify.${table}`)).rowCount ?? 0;
}

/** A ticket that Anna follows, and whose question she has answered. */
async function followed(address = ADDRESS, locale = 'en'): Promise<string> {
  const ticket = newTicket();
  await world.log.publish(ticket, opened);
  await world.handled(notifier);
  await ask(ticket, address, locale);
  const question = (await received(mail.mails.length + 1)).at(-1);
  if (question) await subscriptions.confirm(idIn(question));
  mail.mails.length = 0;
  return ticket;
}

describe('an address', () => {
  it('is asked to confirm, and gets nothing until then', async () => {
    const ticket = newTicket();
    await world.log.publish(ticket, opened);
    await ask(ticket);
    const [question] = await received(1);
    expect(question).toMatchObject({ to: ADDRESS, headers: { subject: 'Do you want mails about ticket #17?' } });
    expect(linkIn(question as ReceivedMail)).toMatch(/^https:\/\/help\.campus\.example\/subscriptions\/.+\/confirm$/);
    await world.log.publish(ticket, activated);
    await world.handled(notifier);
    expect(await rows('deliveries')).toBe(0);
    await subscriptions.confirm(idIn(question as ReceivedMail));
    await world.log.publish(ticket, answered);
    expect((await received(2))[1]?.text).toContain('We are on it');
  });

  it('that the mail server refuses for good is forgotten; a refusal for now is not', async () => {
    const ticket = await followed();
    let replies = [450, 550];
    mail.replyTo = () => replies.shift() ?? 250;
    await world.log.publish(ticket, activated);
    await holds(async () => (await rows('subscriptions')) === 0);
    expect([replies, await rows('deliveries')]).toEqual([[], 0]);
  });
});

describe('a mail', () => {
  it('tells what happened within some minutes, with the closing message, in the language of the reader', async () => {
    const ticket = await followed(ADDRESS, 'de');
    await world.log.publish(ticket, activated, {
      ...answered,
      data: { ...answered.data, text: 'Neuer Router' },
    } as never);
    await world.log.publish(ticket, closed);
    const [news, ...more] = await received(1);
    expect(more).toEqual([]);
    expect(news?.headers['subject']).toBe('#17 No wifi in the library');
    expect(news?.text).toMatch(/arbeitet daran\.\s+Der Helpdesk schreibt:\s+Neuer Router\s+.*geschlossen/s);
    expect(news?.text).toContain('https://help.campus.example/tickets/17');
  });

  it('can be ended by one click, threads with its likes, and is no mail to answer automatically', async () => {
    const ticket = await followed();
    await world.log.publish(ticket, activated);
    await received(1);
    await world.log.publish(ticket, answered);
    const [first, second] = await received(2);
    const end = `https://help.campus.example/subscriptions/${idIn(first as ReceivedMail)}/end`;
    expect(first?.headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      'list-unsubscribe': `<${end}>`,
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      references: `<ticket-${ticket}@help.campus.example>`,
      from: 'helpdesk@help.campus.example',
    });
    expect(second?.headers['references']).toBe(first?.headers['references']);
    expect(second?.headers['message-id']).not.toBe(first?.headers['message-id']);
    await subscriptions.end(idIn(first as ReceivedMail));
    await world.log.publish(ticket, closed);
    await world.handled(notifier);
    expect([await rows('subscriptions'), await rows('deliveries')]).toEqual([0, 0]);
  });

  it('is not written about what one did oneself, nor about what follows the closing', async () => {
    const ticket = await followed();
    await world.log.publish(ticket, { ...described('Mine'), browser: 'my browser' }, activated, closed, answered);
    const [news] = await received(1);
    expect(news?.text).toContain('closed this ticket');
    expect(news?.text).not.toContain('Mine');
    expect(news?.text).not.toContain('We are on it');
  });

  it('goes out under the same id and with the same words when the answer of the server was lost', async () => {
    const ticket = await followed();
    await world.log.publish(ticket, activated);
    const [first] = await received(1);
    // As a process that is killed between sending and noting leaves it.
    await world.stop(notifier);
    await world.owner.query(
      `insert into notify.deliveries (message_id, channel, lane, subscription, ticket_id, positions, state, frozen, attempts)
       select $1, 'mail', id::text, id, ticket_id, '{2}', 'sending', true, 1 from notify.subscriptions`,
      [/<([\w-]+)@/.exec(first?.headers['message-id'] ?? '')?.[1]],
    );
    const config = { SMTP_URL: mail.url, HELPDESK_URL: 'https://help.campus.example', MAIL_FROM: undefined };
    notifier = await world.notifier([], [], ({ reader }) => [new MailChannel(config, reader)]);
    const [, second] = await received(2);
    expect(second?.headers['message-id']).toBe(first?.headers['message-id']);
    expect(second?.text).toBe(first?.text);
  });

  it('says why a text was hidden before it went out, and not what it said', async () => {
    const ticket = await followed();
    mail.replyTo = () => 450;
    await world.log.publish(ticket, answered, activated);
    await world.handled(notifier);
    await world.owner.query(`update notify.deliveries set due_at = clock_timestamp() + interval '1 hour'`);
    await world.log.publish(ticket, hiddenText(2, 'rude'));
    await world.handled(notifier);
    mail.replyTo = () => 250;
    await world.owner.query(`update notify.deliveries set due_at = clock_timestamp()`);
    const [news] = await received(1);
    expect(news?.text).toMatch(/Removed by the helpdesk: rude\s+The helpdesk is working on it/);
    expect(news?.text).not.toContain('We are on it');
  });
});

describe('after a long time away', () => {
  it('says nothing of a text that was hidden meanwhile, though its mail was due before', async () => {
    const ticket = await followed();
    await world.log.publish(ticket, answered, activated);
    await world.handled(notifier);
    await world.stop(notifier);
    mail.mails.length = 0;
    await world.owner.query(
      `update notify.deliveries set due_at = clock_timestamp(), state = 'waiting';
       insert into notify.deliveries (channel, lane, subscription, ticket_id, positions)
         select 'mail', id::text, id, ticket_id, '{2,3}' from notify.subscriptions where not exists (select from notify.deliveries)`,
    );
    await world.log.publish(ticket, hiddenText(2, 'rude'));
    for (let more = 0; more < 600; more += 100)
      await world.log.publish(newTicket(), ...Array.from({ length: 100 }, () => opened));
    const config = { SMTP_URL: mail.url, HELPDESK_URL: 'https://help.campus.example', MAIL_FROM: undefined };
    notifier = await world.notifier([], [], ({ reader }) => [new MailChannel(config, reader)]);
    expect((await received(1))[0]?.text).not.toContain('We are on it');
  });

  it('tells those who follow a ticket whose opening was erased before it was read', async () => {
    await world.stop(notifier);
    const ticket = newTicket();
    await world.log.publish(ticket, opened);
    await eraseMessages(world.bus, [1]);
    const config = { SMTP_URL: mail.url, HELPDESK_URL: 'https://help.campus.example', MAIL_FROM: undefined };
    notifier = await world.notifier([], [], ({ reader }) => [new MailChannel(config, reader)], 0);
    await ask(ticket);
    await subscriptions.confirm(idIn((await received(1))[0] as ReceivedMail));
    await world.log.publish(ticket, activated);
    const news = (await received(2))[1];
    expect(news?.headers['subject']).toBe('#17');
    expect(news?.text).toContain('working on it');
  });

  it('a message of a channel that is not set up any more is given up', async () => {
    const ticket = await followed();
    await world.stop(notifier);
    await world.log.publish(ticket, activated);
    await world.owner.query(
      `insert into notify.deliveries (channel, lane, ticket_id, positions) values ('webhook:gone', 'x', $1, '{1}')`,
      [ticket],
    );
    notifier = await world.notifier([]);
    await holds(async () => (await rows(`deliveries where channel = 'webhook:gone'`)) === 0);
    expect(notifier.lag).toBe(0);
  });
});

describe('another log, after a restore', () => {
  it('is noticed though it is shorter, and nobody gets what belongs to another ticket', async () => {
    const ticket = await followed();
    for (let more = 0; more < 5; more++) await world.log.publish(newTicket(), opened);
    await world.handled(notifier);
    await world.log.publish(ticket, activated);
    await world.handled(notifier);
    await world.owner.query(`update notify.deliveries set due_at = clock_timestamp() + interval '1 hour'`);
    await world.log.restore(1);
    await world.log.publish(newTicket(), { ...described('Of another ticket') });
    await holds(async () => (await rows(`position where position = 2`)) === 1);
    expect(await rows('deliveries')).toBe(0);
    await world.log.publish(ticket, answered);
    expect((await received(1))[0]?.text).toContain('We are on it');
    expect(mail.mails.map(({ text }) => text).join()).not.toContain('Of another ticket');
  });
});

describe('an address is deleted', () => {
  it('when the ticket is erased', async () => {
    const ticket = await followed();
    await world.log.erase(ticket);
    await world.handled(notifier);
    expect(await rows('subscriptions')).toBe(0);
  });

  it('90 days after the ticket was closed', async () => {
    const ticket = await followed();
    await world.log.publish(ticket, activated, closed);
    await received(1);
    await world.owner.query(`update notify.tickets set closed_at = closed_at - interval '89 days'`);
    await tidy(world.owner);
    expect(await rows('subscriptions')).toBe(1);
    await world.owner.query(`update notify.tickets set closed_at = closed_at - interval '2 days'`);
    await tidy(world.owner);
    expect(await rows('subscriptions')).toBe(0);
  });
});
