import { ValidateBy } from 'class-validator';
import { isPosition, POSITION_LENGTH } from '../tree/positions.js';

export const IsPosition = () =>
  ValidateBy({
    name: 'isPosition',
    validator: {
      validate: isPosition,
      defaultMessage: (args) =>
        `${args?.property} must be a key of fractional indexing in base 62, of at most ${POSITION_LENGTH} characters`,
    },
  });
