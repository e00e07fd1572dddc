import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { projectPath } from '#libs/platform/project-root.js';
import { COMMAND_NAMES, definitionOf, type CommandName } from '#libs/tickets/commands.js';
import { EVENT_TYPES, type EventType } from '#libs/tickets/events.js';
import { eventWords } from './event-words.js';
import { schemaFile } from './generate-events.js';

interface Frame {
  readonly channels: { readonly events: { parameters: { eventType: { enum?: unknown } } } };
  readonly components: { readonly messages: object };
}
type Members = Record<string, object>;

const ref = (path: string) => ({ $ref: `#/${path}` });
const servers = [ref('servers/nats')];
const byName = <N extends string>(names: readonly N[], make: (name: N) => object): Members =>
  Object.fromEntries(names.map((name) => [name, make(name)]));
const channelOf = (name: CommandName) => name.charAt(0).toLowerCase() + name.slice(1);
const byChannel = (make: (name: CommandName) => object): Members =>
  Object.fromEntries(COMMAND_NAMES.map((name) => [channelOf(name), make(name)]));

/** docs/asyncapi.yaml as it has to be: its frame in test/docs/asyncapi-frame.yaml, with every event and command. */
export function asyncApi(): string {
  const frame = parse(readFileSync(projectPath('test', 'docs', 'asyncapi-frame.yaml'), 'utf8')) as Frame & Members;
  const { events, ...replies } = frame.channels;
  events.parameters.eventType.enum = EVENT_TYPES;
  const channels = {
    events: { ...events, messages: byName(EVENT_TYPES, (type) => ref(`components/messages/${type}`)) },
    ...byChannel(channel),
    ...replies,
  };
  const messages = { ...byName(EVENT_TYPES, event), ...byName(COMMAND_NAMES, command), ...frame.components.messages };
  const operations = { ...frame['operations'], ...byChannel(operation) };
  return stringify(
    { ...frame, channels, operations, components: { ...frame.components, messages } },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
}

function channel(name: CommandName): object {
  return { address: `helpdesk.commands.${name}`, servers, messages: { [name]: ref(`components/messages/${name}`) } };
}

function operation(name: CommandName): object {
  const path = `channels/${channelOf(name)}`;
  return {
    action: 'receive',
    title: definitionOf(name).summary,
    channel: ref(path),
    messages: [ref(`${path}/messages/${name}`)],
    reply: { address: { location: '$message.header#/reply' }, channel: ref('channels/replies') },
    bindings: { nats: { queue: 'command-api' } },
  };
}

function event(type: EventType): object {
  return {
    title: eventWords[type].says,
    contentType: 'application/cloudevents+json',
    traits: [ref('components/messageTraits/event')],
    payload: { $ref: `./events/${schemaFile(type)}` },
  };
}

function command(name: CommandName): object {
  return { title: definitionOf(name).summary, payload: { $ref: `./events/${name}.command.schema.json` } };
}
