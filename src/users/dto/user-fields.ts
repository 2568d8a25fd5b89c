import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsEmail, IsString, Matches, MaxLength } from 'class-validator';
import { Trimmed } from '../../common/blanks.js';
import { IsCharacterLength } from '../../common/validators.js';

/** An e-mail address, kept and mailed as given but for blanks at its ends. */
export const EmailField = () =>
  applyDecorators(
    ApiProperty({ type: String, format: 'idn-email', maxLength: 254, example: 'ada@example.org' }),
    Trimmed(),
    IsString(),
    MaxLength(254),
    IsEmail({}, { message: 'email must be an e-mail address, such as ada@example.org' }),
    // What mailers drop or rewrite: an address must be mailed as it was given, and look like what it is.
    Matches(/^[^\p{C}\s<>"]+$/u, { message: 'email must have no invisible character, quote or angle bracket' }),
    // The beginning of an encoded word (RFC 2047), which mailers decode into another address.
    Matches(/^(?!.*=\?)/s, { message: 'email must not have "=?" in it' }),
  );

/** A name to log in with: no `@`, so that it can never be taken for an e-mail address. */
export const UsernameField = (options: { required?: boolean } = {}) =>
  applyDecorators(
    ApiProperty({
      ...options,
      type: String,
      pattern: '^\\s*[A-Za-z0-9_.-]{3,50}\\s*$',
      description:
        'Letters, digits, `_`, `.` and `-`; unique without regard to case. Blanks at the ends are taken off, and names ' +
        'that are kept for the service (`admin`, `support`, …) refused.',
      example: 'ada',
    }),
    Trimmed(),
    IsString(),
    Matches(/^[A-Za-z0-9_.-]{3,50}$/, {
      message: 'username must be 3 to 50 characters out of A-Z, a-z, 0-9, "_", "." and "-"',
    }),
  );

/** What a person is called. */
export const FullNameField = (options: { required?: boolean } = {}) =>
  applyDecorators(
    ApiProperty({ ...options, type: String, minLength: 1, maxLength: 200, example: 'Ada Lovelace' }),
    IsString(),
    IsCharacterLength(1, 200),
    Matches(/\S/, { message: 'full_name must not be blank' }),
  );
