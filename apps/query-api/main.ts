import { runApp } from '#libs/platform/boot.js';
import { queryApi } from './query-api.js';

void runApp((config) => ({ ...queryApi, database: 'query', host: config.HOST, port: config.PORT }));
