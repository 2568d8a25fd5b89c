import { ValidateIf } from 'class-validator';

/** Unlike `IsOptional` this refuses `null`: in a merge patch it means "clear it", which not every field allows. */
export const MayBeAbsent = () => ValidateIf((_, value) => value !== undefined);

export const MayBeNull = () => ValidateIf((_, value) => value !== null && value !== undefined);
