import { ValidateIf } from 'class-validator';

/**
 * A DTO field that may be left out. Unlike class-validator's `IsOptional`, a null is not the same as
 * leaving it out: it is checked, and refused unless the other rules allow it.
 */
export const Optional = () => ValidateIf((_: object, value: unknown) => value !== undefined);
