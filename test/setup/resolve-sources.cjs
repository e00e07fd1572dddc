// Jest loads its global setup with Node's own resolver, which knows neither `#libs` of the sources nor `.js` for `.ts`.
const { existsSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');

const root = join(__dirname, '..', '..');
const resolve = Module._resolveFilename;

Module._resolveFilename = function resolveSource(request, parent, ...rest) {
  const source = sourceOf(request, parent);
  return source && existsSync(source) ? source : resolve.call(this, request, parent, ...rest);
};

function sourceOf(request, parent) {
  if (!request.endsWith('.js') || !parent?.filename || parent.filename.includes('node_modules')) return undefined;
  if (request.startsWith('#libs/')) return join(root, request.slice(1)).replace(/\.js$/, '.ts');
  return request.startsWith('.') ? join(dirname(parent.filename), request).replace(/\.js$/, '.ts') : undefined;
}
