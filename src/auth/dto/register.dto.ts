import { ApiSchema } from '@nestjs/swagger';
import { MayBeAbsent } from '../../common/fields.js';
import { EmailField, FullNameField, LocaleField, TimeZoneField, UsernameField } from '../../users/dto/user-fields.js';
import { NewPasswordField } from './password-fields.js';

@ApiSchema({ name: 'Registration' })
export class RegisterDto {
  @EmailField()
  email: string;

  @UsernameField()
  username: string;

  @FullNameField()
  full_name: string;

  @TimeZoneField()
  time_zone?: string | null;

  @NewPasswordField()
  password: string;

  @MayBeAbsent()
  @LocaleField({ description: 'Absent: what `Accept-Language` prefers, else `en`.' })
  locale?: string;
}
