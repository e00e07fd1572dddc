import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET, webhookTo } from '#support/notifier.js';
import { readWebhooks } from './webhooks.js';

describe('the file of webhooks', () => {
  const file = join(tmpdir(), `webhooks-${process.pid}.json`);
  it.each([
    ['no JSON', 'HELPDESK_WEBHOOKS cannot be used'],
    [JSON.stringify([{ name: 'a', url: 'ftp://x', secret: SECRET }]), 'url'],
    [JSON.stringify([{ name: 'a', url: 'https://x', secret: 'short' }]), 'secret'],
    [JSON.stringify([webhookTo('https://x'), webhookTo('https://y')]), 'two have the same name'],
    [JSON.stringify([{ ...webhookTo('https://x'), filter: 1 }]), 'filter'],
  ])('that says %s is rejected with a sentence', (text, words) => {
    writeFileSync(file, text);
    expect(() => readWebhooks(file)).toThrow(words);
  });
});
