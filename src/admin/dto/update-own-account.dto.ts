import { ApiSchema } from '@nestjs/swagger';
import { PasswordField } from '../../auth/dto/password-fields.js';
import { MayBeAbsent } from '../../common/fields.js';
import { FullNameField, LocaleField, TimeZoneField, UsernameField } from '../../users/dto/user-fields.js';
import { ACCOUNT_READ_ONLY, UpdateAccountDto } from './update-account.dto.js';

/** A superuser's patch of the own account. Has every field, so the OpenAPI document shows it for all accounts. */
@ApiSchema({ name: 'AccountUpdate' })
export class UpdateOwnAccountDto extends UpdateAccountDto {
  static override readonly readOnly = ACCOUNT_READ_ONLY.filter(
    (name) => !['username', 'full_name', 'time_zone', 'locale'].includes(name),
  );

  @MayBeAbsent()
  @UsernameField({ required: false })
  override username?: string;

  @MayBeAbsent()
  @FullNameField({ required: false })
  override full_name?: string;

  @TimeZoneField()
  override time_zone?: string | null;

  @MayBeAbsent()
  @LocaleField()
  override locale?: string;

  @MayBeAbsent()
  @PasswordField({ required: false, description: 'Wanted with another username.' })
  current_password?: string;
}
