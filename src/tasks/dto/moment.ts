import { ValidateBy } from 'class-validator';
import { isCalendarDate, isInstant, plusReadAsBlank } from '../../common/validators.js';

/** An instant (RFC 3339), or a day, which means its beginning in UTC. */
export const IsMoment = () =>
  ValidateBy({
    name: 'isMoment',
    validator: {
      validate: (value) => isCalendarDate(value) || isInstant(value),
      defaultMessage: (args) =>
        plusReadAsBlank(args?.value) ??
        `${args?.property} must be a date (YYYY-MM-DD) or a date-time with an offset, such as 2026-12-24T18:00:00Z`,
    },
  });
