import { counter, histogram } from '#libs/platform/metrics.js';

export const commandsTotal = counter({
  name: 'helpdesk_commands_total',
  help: 'Commands by what became of them',
  labelNames: ['command', 'outcome'],
});
export const batchSize = histogram({
  name: 'helpdesk_append_batch_commands',
  help: 'Commands in one append',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
});
export const appendSeconds = histogram({
  name: 'helpdesk_append_seconds',
  help: 'Time of one append, with its wait for those before it, in seconds',
  buckets: [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.25, 1, 5],
});
export const lostRaces = counter({
  name: 'helpdesk_command_races_total',
  help: 'Decisions made again because the ticket changed meanwhile',
});
