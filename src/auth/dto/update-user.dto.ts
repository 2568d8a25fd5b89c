import { MayBeAbsent } from '../../common/fields.js';
import { FullNameField, UsernameField } from '../../users/dto/user-fields.js';
import { PasswordField } from './password-fields.js';

/** Changes to one's own profile, as a merge patch: what is absent stays. */
export class UpdateUserDto {
  @MayBeAbsent()
  @UsernameField({ required: false })
  username?: string;

  @MayBeAbsent()
  @FullNameField({ required: false })
  full_name?: string;

  @MayBeAbsent()
  @PasswordField({ required: false, description: 'Wanted with another username.' })
  current_password?: string;
}
