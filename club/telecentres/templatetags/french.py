"""`{% load french %}`: dates, times and numbers as French writes them."""

from django import template

from club.telecentres import french

register = template.Library()
register.filter("french_time", french.french_time)
register.filter("french_day", french.french_day)
register.filter("french_date", french.french_date)
register.filter("french_weekday", french.french_weekday)
register.filter("french_number", french.french_number)
