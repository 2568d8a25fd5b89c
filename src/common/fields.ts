import { ValidateIf } from 'class-validator';

/**
 * The field may be absent. Unlike class-validator's `IsOptional` this lets no `null` through: in a merge patch `null`
 * means "clear it", which a field that cannot be empty must refuse.
 */
export const MayBeAbsent = () => ValidateIf((_, value) => value !== undefined);

/** The field may be `null`, which clears it; every other value is validated. */
export const MayBeNull = () => ValidateIf((_, value) => value !== null && value !== undefined);
