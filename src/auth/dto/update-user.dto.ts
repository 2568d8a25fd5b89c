import { ApiSchema, PartialType, PickType } from '@nestjs/swagger';
import { MayBeAbsent } from '../../common/fields.js';
import { FullNameField, LocaleField, TimeZoneField, UsernameField } from '../../users/dto/user-fields.js';
import { USER_READ_ONLY, UserResponse } from '../../users/dto/user-response.dto.js';
import { PasswordField } from './password-fields.js';

/** A merge patch (RFC 7396): what is absent stays. */
@ApiSchema({ name: 'UserUpdate' })
export class UpdateUserDto extends PartialType(PickType(UserResponse, USER_READ_ONLY)) {
  static readonly readOnly = USER_READ_ONLY;

  @MayBeAbsent()
  @UsernameField({ required: false })
  username?: string;

  @MayBeAbsent()
  @FullNameField({ required: false })
  full_name?: string;

  @TimeZoneField()
  time_zone?: string | null;

  @MayBeAbsent()
  @LocaleField()
  locale?: string;

  @MayBeAbsent()
  @PasswordField({ required: false, description: 'Wanted with another username.' })
  current_password?: string;
}
