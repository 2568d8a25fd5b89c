import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsEmail, IsString, Matches, MaxLength } from 'class-validator';
import { Trimmed } from '../../common/blanks.js';
import { MayBeNull } from '../../common/fields.js';
import { canonicalLocale, MAX_LOCALE_LENGTH } from '../../common/locales.js';
import { IsTimeZone } from '../../common/time-zones.js';
import { IsCharacterLength, IsLanguageTag } from '../../common/validators.js';

export const EmailField = () =>
  applyDecorators(
    ApiProperty({ type: String, format: 'idn-email', maxLength: 254, example: 'ada@example.org' }),
    Trimmed(),
    IsString(),
    MaxLength(254),
    IsEmail({}, { message: 'email must be an e-mail address, such as ada@example.org' }),
    // Mailers drop or rewrite these: a mail must go to the address that was given.
    Matches(/^[^\p{C}\s<>"]+$/u, { message: 'email must have no invisible character, quote or angle bracket' }),
    // Begins an encoded word (RFC 2047), which mailers decode into another address.
    Matches(/^(?!.*=\?)/s, { message: 'email must not have "=?" in it' }),
  );

/** Without `@`, so that at the login no username can be an e-mail address. */
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

export const FullNameField = (options: { required?: boolean } = {}) =>
  applyDecorators(
    ApiProperty({ ...options, type: String, minLength: 1, maxLength: 200, example: 'Ada Lovelace' }),
    IsString(),
    IsCharacterLength(1, 200),
    Matches(/\S/, { message: 'full_name must not be blank' }),
  );

export const TimeZoneField = () =>
  applyDecorators(
    ApiProperty({
      type: String,
      required: false,
      nullable: true,
      description:
        'Where the days of the user begin and end: a name of the IANA database, spelled as there. Null is UTC. Lists of tasks use it where they name no `tz`.',
      example: 'America/Los_Angeles',
    }),
    MayBeNull(),
    IsTimeZone(),
  );

export const LocaleField = ({ description = '' } = {}) =>
  applyDecorators(
    ApiProperty({
      type: String,
      required: false,
      maxLength: MAX_LOCALE_LENGTH,
      description:
        `The language of mails: a language tag (BCP 47). One without mails of its own falls back to its language (\`de-CH\` to \`de\`), then to English. ${description}`.trim(),
      example: 'de-CH',
    }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (canonicalLocale(value) ?? value) : value,
    ),
    IsString(),
    IsLanguageTag(),
  );
