import { parentPort } from 'node:worker_threads';
import { hashChunks } from './leaf-job.js';
import type { LeafJobStart } from './leaf-job.js';

/** The second thread of `leaf-hasher.ts`. */
parentPort!.on('message', (start: LeafJobStart) => hashChunks(start));
