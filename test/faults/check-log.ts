import { verifyLog } from '#libs/event-log/verify.js';
import { textOf, type LoggedEvent } from './read-log.js';
import type { Responses } from './responses.js';
import type { System } from './system.js';

export interface LogFindings {
  /** Acknowledged commands without their event. */
  readonly lost: string[];
  /** Commands with more than one event. */
  readonly doubled: string[];
  readonly wrong: string[];
}

/** I1: every acknowledged command is in the log exactly once, every rejected one not at all, any other at most once. */
export function checkCommands(responses: Responses, events: readonly LoggedEvent[]): LogFindings {
  const byPosition = new Map(events.map((event) => [event.position, event]));
  const texts = events.map(textOf);
  const marks = new Map<string, number>();
  for (const text of texts) {
    const mark = /<[^<>]+>/.exec(text)?.[0];
    if (mark) marks.set(mark, (marks.get(mark) ?? 0) + 1);
  }
  const lost = responses.acknowledged.flatMap(({ command, answer }) => {
    const event = byPosition.get(answer.position);
    const there = event?.stream === `ticket-${answer.ticketId}` && event.version === answer.version;
    return there && (!command.mark || textOf(event).includes(command.mark))
      ? []
      : [`${command.path} ${command.mark ?? ''}`];
  });
  const perCommand = new Map<unknown, number>();
  for (const { metadata } of events) {
    const id = (JSON.parse(metadata) as { commandId?: string }).commandId;
    perCommand.set(id, (perCommand.get(id) ?? 0) + 1);
  }
  const doubled = [
    ...[...marks].filter(([, count]) => count > 1).map(([mark]) => mark),
    ...[...perCommand].filter(([, count]) => count > 1).map(([id]) => `command ${String(id)}`),
  ];
  const rejected = responses.rejected.filter(({ mark }) => mark && marks.has(mark));
  const strange = [...marks.keys()].filter((mark) => !responses.marks.has(mark));
  const wrong = [
    ...responses.impossible.map((what) => `impossible answer: ${what}`),
    ...rejected.map(({ mark }) => `rejected, but in the log: ${mark}`),
    ...strange.map((mark) => `nobody sent ${mark}`),
  ];
  return { lost, doubled, wrong };
}

/** I2: positions and the versions of each stream run from 1 without a hole. */
export function checkNumbers(events: readonly LoggedEvent[]): string[] {
  const versions = new Map<string, number>();
  return events.flatMap((event, index) => {
    const due = (versions.get(event.stream) ?? 0) + 1;
    versions.set(event.stream, event.version);
    const wrong: string[] = [];
    if (event.position !== index + 1) wrong.push(`position ${event.position} where ${index + 1} is due`);
    if (event.version !== due) wrong.push(`${event.stream} has version ${event.version} where ${due} is due`);
    return wrong;
  });
}

/** I3: the chain verifies. */
export async function checkChain(system: System): Promise<string[]> {
  const { bad } = await verifyLog(system.owner);
  return bad ? [`event ${bad.position}: ${bad.reason}`] : [];
}
