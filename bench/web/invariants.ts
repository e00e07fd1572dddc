import type { System } from './system.js';

/** How long read models and JetStream may take to have all that is in the log, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * What must hold when all is over: each acknowledged command has its event, positions have no hole, the chain verifies,
 * and the read models are what a computation from the log gives.
 * @param before position of the log before the first command
 * @returns what does not hold
 */
export async function brokenInvariants(system: System, before: number, acknowledged: number): Promise<string[]> {
  const broken: string[] = [];
  const { rows } = await system.owner.query<{ events: number; commands: number; head: number }>(
    `select (select count(*)::integer from log.events) as events,
       (select count(*)::integer from log.commands where position > $1) as commands,
       (select max(position)::integer from log.events) as head`,
    [before],
  );
  const { events = 0, commands = 0, head = 0 } = rows[0] ?? {};
  if (events !== head) broken.push(`${events} events, but the last position is ${head}`);
  if (commands !== acknowledged) broken.push(`${acknowledged} commands acknowledged, ${commands} in the log`);
  if (!(await system.settled(TIMEOUT))) broken.push(`read models or JetStream are not at ${head}`);
  if ((await system.helpdesk('verify')).code !== 0) broken.push('helpdesk verify finds something');
  if ((await system.helpdesk('replay')).code !== 0) broken.push('helpdesk replay finds other read models');
  return broken;
}
