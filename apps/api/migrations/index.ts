import type { MigrationInterface } from 'typeorm';
import { Foundation1767225600001 } from './0001-foundation.js';

/** Every migration, oldest first. Add at the end; never change one that has shipped. */
export const MIGRATIONS: (new () => MigrationInterface)[] = [Foundation1767225600001];
