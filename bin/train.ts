import { Command, Option } from 'commander';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { crossValidate } from '#libs/categorizer/train/cross-validate.js';
import { evaluate } from '#libs/categorizer/train/evaluate.js';
import { reportTables } from '#libs/categorizer/train/report.js';
import {
  frozenExamples,
  makeShippedModel,
  shippedModelBytes,
  shippedModelFile,
  trainingExamples,
  writeShippedModel,
} from '#libs/categorizer/train/ship.js';
import { measureSpeed, type Speed } from '#libs/categorizer/train/speed.js';

const say = (message: string) => process.stderr.write(`${message}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

interface Options {
  report?: boolean;
  check?: boolean;
  crossValidate?: string;
}

const program = new Command('train')
  .description(
    'Trains the categorizer on its example texts and writes the model file; the report is Markdown on stdout.',
  )
  .addOption(
    new Option('--report', 'train nothing: report on the model file as it is').conflicts(['check', 'crossValidate']),
  )
  .addOption(
    new Option('--check', 'train, write nothing, fail if the model file is not what training yields').conflicts(
      'crossValidate',
    ),
  )
  .option('--cross-validate <folds>', 'score the training texts by cross validation; write nothing')
  .parse();

const options = program.opts<Options>();
if (options.report) report();
else if (options.crossValidate) validate(Number(options.crossValidate));
else if (options.check) check();
else trainAndWrite();

function trainAndWrite(): void {
  const { bytes } = makeShippedModel(say);
  writeShippedModel(bytes);
  say(`wrote ${shippedModelFile()}`);
  report();
}

function check(): void {
  if (Buffer.compare(makeShippedModel(say).bytes, shippedModelBytes()) === 0) {
    say('The model file is what training yields.');
    return;
  }
  say('The model file is not what training yields. "npm run train" makes it anew.');
  process.exitCode = 1;
}

function validate(folds: number): void {
  if (!Number.isInteger(folds) || folds < 2)
    return program.error('--cross-validate needs a number of folds, 2 or more');
  const { evaluation, bestTemperature } = crossValidate(trainingExamples(), folds, say);
  print(reportTables(evaluation));
  print(`\nTemperature with the least log loss: ${bestTemperature}`);
}

function report(): void {
  const start = process.hrtime.bigint();
  const categorizer = loadCategorizer();
  categorizer.classify('The first text that it sees');
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const examples = frozenExamples();
  const texts = [...trainingExamples(), ...examples].map((example) => example.text);
  const speeds = [200, 60].map((length) => ({ length, ...measureSpeed(categorizer, texts, length) }));
  print(
    `Model ${categorizer.version}, ${(shippedModelBytes().length / 1e6).toFixed(2)} MB, trained on ${trainingExamples().length} texts.\n`,
  );
  print(reportTables(evaluate(categorizer, examples)));
  print(
    `\nOn this machine: ${milliseconds.toFixed(0)} ms from nothing to the first answer. Texts that it had not seen:\n\n` +
      speeds.map(inWords).join('\n'),
  );
}

function inWords({ length, texts, medianMicroseconds, p99Microseconds }: Speed & { length: number }): string {
  return `- ${length} characters: ${medianMicroseconds.toFixed(0)} µs median, 99 % within ${p99Microseconds.toFixed(0)} µs (${texts} texts)`;
}
