import { v7 } from 'uuid';
import { randomBlock } from './random-block.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * A UUIDv7 that carries `now`: lists ordered by id are ordered by the Clock, whatever the machine
 * time is. Within one millisecond the order is arbitrary.
 */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime(), random: randomBlock() });
}

/** Whether `value` is a UUID in canonical lower-case form. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}
