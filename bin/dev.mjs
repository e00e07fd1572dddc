#!/usr/bin/env node
// `npm run dev`: like `npm start`, and every saved source restarts the apps that it belongs to; templates, styles and
// scripts show without a restart. Types are not checked here: `npm run types` does that.
import { spawn } from 'node:child_process';
import { build, checkNode, installPackages } from './prepare.mjs';

const say = (words) => process.stderr.write(`helpdesk: ${words}\n`);

checkNode();
installPackages(say);
build(say);
process.env.HELPDESK_DEV = '1';
const compiler = spawn(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noCheck', '--watch', '--preserveWatchOutput'],
  { stdio: ['ignore', 'ignore', 2] },
);
process.on('exit', () => compiler.kill());
const { start } = await import('../dist/bin/start.js');
const { restartOnChange } = await import('../dist/bin/launcher/restart-on-change.js');
const apps = await start();
if (apps) restartOnChange(apps);
