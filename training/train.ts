import { Command, Option } from 'commander';
import { loadCategorizer } from '#libs/categorizer/load-model.js';
import { evaluateFolds, findTemperature, trainFolds } from './cross-validate.js';
import { evaluate } from './evaluate.js';
import { allFrozenExamples, trainingExamples } from './examples.js';
import { reportTables } from './report.js';
import { makeShippedModel, shippedModelBytes, shippedModelFile, writeShippedModel } from './ship.js';

const report = (message: string) => process.stderr.write(`${message}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

interface Options {
  report?: boolean;
  check?: boolean;
  crossValidate?: boolean;
}

const program = new Command('train')
  .description('Trains the categorizer on its example texts and writes the model file; prints its scores as Markdown.')
  .addOption(
    new Option('--report', 'train nothing: print the scores of the model file').conflicts(['check', 'crossValidate']),
  )
  .addOption(
    new Option('--check', 'train, write nothing, fail if the model file is not what training yields').conflicts(
      'crossValidate',
    ),
  )
  .option('--cross-validate', 'score every style of the training texts by a model that has not seen it; write nothing')
  .parse();

const options = program.opts<Options>();
if (options.report) printScores();
else if (options.crossValidate) crossValidate();
else if (options.check) check();
else trainAndWrite();

function trainAndWrite(): void {
  writeShippedModel(makeShippedModel());
  report(`wrote ${shippedModelFile()}`);
  printScores();
}

function check(): void {
  const same = Buffer.compare(makeShippedModel(), shippedModelBytes()) === 0;
  report(
    same
      ? 'The model file is what training yields.'
      : 'The model file is not what training yields. "npm run train" makes it again.',
  );
  if (!same) process.exitCode = 1;
}

function crossValidate(): void {
  const folds = trainFolds(trainingExamples(), report);
  print(reportTables(evaluateFolds(folds)));
  print(`\nTemperature with the least log loss: ${findTemperature(folds)}`);
}

function printScores(): void {
  const categorizer = loadCategorizer();
  const size = (shippedModelBytes().length / 1e6).toFixed(2);
  print(`Model ${categorizer.version}, ${size} MB, trained on ${trainingExamples().length} texts.\n`);
  print(reportTables(evaluate(categorizer, allFrozenExamples())));
}
