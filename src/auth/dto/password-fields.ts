import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

/** More than 256 characters take in any encoding; keeps the hash from working on a whole body. */
const MAX_UTF16_UNITS = 1_024;

/** For a new password. The policy judges it after normalisation. */
export const NewPasswordField = () =>
  applyDecorators(
    ApiProperty({
      type: String,
      format: 'password',
      minLength: 8,
      maxLength: 256,
      description:
        'Upper and lower case, digits and symbols, or at least 15 characters. Refused is what guessers try first: common ' +
        'passwords, sequences, walks over the keyboard, and what holds the username, the name or the address.',
      example: 'a quiet harbour at dawn',
    }),
    IsString(),
    MaxLength(MAX_UTF16_UNITS),
  );

export const PasswordField = (options: { required?: boolean; description?: string } = {}) =>
  applyDecorators(
    ApiProperty({
      ...options,
      type: String,
      format: 'password',
      maxLength: MAX_UTF16_UNITS,
      example: 'a quiet harbour at dawn',
    }),
    IsString(),
    MaxLength(MAX_UTF16_UNITS),
  );
