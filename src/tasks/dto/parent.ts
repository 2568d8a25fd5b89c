import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { UUID } from '../../common/uuid.js';

/** The `parent_id` of tasks without one, in a query. */
export const NO_PARENT = 'none';

const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** The id of a task, or `none`. */
export const IsParent = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (isUuid(value) ? value.toLowerCase() : value)),
    ValidateBy({
      name: 'isParent',
      validator: {
        validate: (value) => value === NO_PARENT || isUuid(value),
        defaultMessage: (args) => `${args?.property} must be a UUID or ${NO_PARENT}`,
      },
    }),
  );
