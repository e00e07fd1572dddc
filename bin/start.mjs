#!/usr/bin/env node
// `npm start`: installs and builds what is missing or stale, then starts everything (bin/start.ts).
import { build, checkNode, installPackages } from './prepare.mjs';

const say = (words) => process.stderr.write(`helpdesk: ${words}\n`);

checkNode();
installPackages(say);
build(say);
const { start } = await import('../dist/bin/start.js');
await start();
