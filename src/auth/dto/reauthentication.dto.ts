import { ApiSchema } from '@nestjs/swagger';
import { MayBeAbsent } from '../../common/fields.js';
import { PasswordField } from './password-fields.js';

@ApiSchema({ name: 'Reauthentication' })
export class ReauthenticationDto {
  @MayBeAbsent()
  @PasswordField({ required: false, description: 'Needed if the login is older than 5 minutes.' })
  current_password?: string;
}
