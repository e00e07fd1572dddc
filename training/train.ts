import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadCategorizer, MODEL_FILE } from '#libs/categorizer/load-model.js';
import { encodeModel } from '#libs/categorizer/model/model-file.js';
import { crossValidate } from './cross-validate.js';
import { evaluate, reportTables } from './evaluate.js';
import { frozenExamples, trainingExamples } from './examples.js';
import { trainModel } from './train-model.js';

// Trains the categorizer on its example texts and writes the model file; prints its scores on the frozen texts as Markdown.
// --report trains nothing; --check writes nothing and fails if the file is not what training yields; --cross-validate writes nothing
// and scores every style of the training texts by a model that has not seen it.
const { values: options } = parseArgs({
  options: { report: { type: 'boolean' }, check: { type: 'boolean' }, 'cross-validate': { type: 'boolean' } },
});
const print = (text: string) => process.stdout.write(`${text}\n`);
const examples = trainingExamples();

if (options.check) {
  const same = Buffer.compare(encodeModel(trainModel(examples)), readFileSync(MODEL_FILE)) === 0;
  print(
    same ? 'The model file is what training yields.' : 'The model file is not what training yields: "npm run train".',
  );
  process.exitCode = same ? 0 : 1;
} else if (options['cross-validate']) {
  const { outcomes, temperature } = crossValidate(examples);
  print(`${reportTables(outcomes)}\n\nTemperature with the least log loss: ${temperature}`);
} else {
  if (!options.report) writeFileSync(MODEL_FILE, encodeModel(trainModel(examples)));
  const categorizer = loadCategorizer();
  const size = (readFileSync(MODEL_FILE).length / 1e6).toFixed(2);
  print(`Model ${categorizer.version}, ${size} MB, trained on ${examples.length} texts.\n`);
  print(reportTables(evaluate(categorizer, frozenExamples())));
}
