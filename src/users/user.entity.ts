import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { DEFAULT_LOCALE } from '../common/locales.js';

/** E-mail address and username are kept as given, and are unique without regard to case. */
@Entity('users')
@Index('uq_users_email', { synchronize: false })
@Index('uq_users_username', { synchronize: false })
@Index('ix_users_unverified', ['id'], { where: '(email_verified_at IS NULL)' })
export class User {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_users' })
  id: string;

  @Column('text')
  email: string;

  @Column('text')
  username: string;

  @Column({ type: 'text', name: 'full_name' })
  fullName: string;

  /** A name of the IANA database; UTC if null. */
  @Column({ type: 'text', name: 'time_zone', nullable: true })
  timeZone: string | null;

  @Column({ type: 'text', name: 'password_hash' })
  passwordHash: string;

  @Column({ type: 'boolean', name: 'is_active', default: true })
  isActive: boolean;

  @Column({ type: 'boolean', name: 'is_superuser', default: false })
  isSuperuser: boolean;

  /** A language tag (BCP 47) in its canonical form. */
  @Column({ type: 'text', default: DEFAULT_LOCALE })
  locale: string;

  @Column({ type: 'timestamptz', name: 'email_verified_at', precision: 3, nullable: true })
  emailVerifiedAt: Date | null;

  @Column({ type: 'timestamptz', name: 'created_at', precision: 3 })
  createdAt: Date;

  @Column({ type: 'timestamptz', name: 'updated_at', precision: 3 })
  updatedAt: Date;
}
