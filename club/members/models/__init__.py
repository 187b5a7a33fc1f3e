"""The club: its members, what they can do, what they accepted and what they write."""

from club.members.models.conversations import Block, Conversation, Message, MessageReport
from club.members.models.directory import CatalogueEntry, ClubEntry, DirectoryWord
from club.members.models.documents import Acceptance, DocumentVersion
from club.members.models.imports import IndependentsImport
from club.members.models.invitations import Invitation
from club.members.models.members import FollowUpNote, Member, MembershipEvent
from club.members.models.organisations import Organisation, OrganisationContact
from club.members.models.profile import VISIBLE_FIELDS, Visibility
from club.members.models.skills import Skill, SkillSynonym, TaggedSkill

__all__ = [
    "VISIBLE_FIELDS",
    "Acceptance",
    "Block",
    "CatalogueEntry",
    "ClubEntry",
    "Conversation",
    "DirectoryWord",
    "DocumentVersion",
    "FollowUpNote",
    "IndependentsImport",
    "Invitation",
    "Member",
    "MembershipEvent",
    "Message",
    "MessageReport",
    "Organisation",
    "OrganisationContact",
    "Skill",
    "SkillSynonym",
    "TaggedSkill",
    "Visibility",
]
