import type { Command } from 'commander';
import type pg from 'pg';
import { Finding } from '../cli/outcomes.js';
import { putJson, say } from '../cli/output.js';
import { withSystem, type System } from '../cli/system.js';
import { checkSettings } from '../doctor/settings.js';
import { checkSystem } from '../doctor/system.js';

const MARKS = { ok: 'ok     ', warning: 'WARNING', bad: 'BAD    ' } as const;

/** `helpdesk doctor`: what is missing or risky in this installation. */
export function doctor(program: Command): void {
  program
    .command('doctor')
    .description('say what is missing or risky here, and what to do; exit 1 when something is bad')
    .action(() => withSystem(run, { nats: true }));
}

async function run(system: System, owner: pg.Client): Promise<void> {
  const found = [...(await checkSystem(system, owner)), ...checkSettings(system.config)];
  await putJson(found);
  for (const { check, level, words } of found) say(`${MARKS[level]}  ${check.padEnd(16)}${words}`);
  if (found.some(({ level }) => level === 'bad')) throw new Finding();
}
